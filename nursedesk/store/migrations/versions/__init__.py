"""The revisions, oldest first; `store/schema.py` names them as well."""
