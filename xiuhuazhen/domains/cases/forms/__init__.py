"""What comes in through pages and the API."""
