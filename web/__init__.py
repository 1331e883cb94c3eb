"""Everything a person touches in a browser: the chat API, the search page, and the widget."""
