"""The document: everything that the door offers, in one OpenAPI document, and a page to read it on."""
