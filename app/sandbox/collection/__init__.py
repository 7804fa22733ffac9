"""A Postman collection that signs and goes through a whole integration: `jkopay-sandbox.postman_collection.json`."""
