"""What the sandbox's calls are, as one OpenAPI 3.1 document: `openapi.json`."""
