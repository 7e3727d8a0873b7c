"""From text to Document, one stage a file: outline, contexts, directives, and what they hold."""
