"""The workbench in the browser: pages, the editor, and the routes that it saves through."""
