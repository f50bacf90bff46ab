"""The board in a browser: its screens, and the server that shows them on this machine."""
