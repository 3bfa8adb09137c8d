"""Pages for people, to read on a telephone, to print and to sign: harmless in a browser, in one style."""
