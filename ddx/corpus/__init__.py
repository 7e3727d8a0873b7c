"""From a folder to a corpus: many texts, in parallel, resumable, into one output folder.

Data flows one way: inputs → tasks → workers → sink → manifest → assembled files.
"""
