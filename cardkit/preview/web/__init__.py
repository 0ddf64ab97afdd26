"""The message as HTML and its drawings as SVG."""
