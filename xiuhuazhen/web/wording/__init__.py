"""Administrators look after the words in which the product tells people what happened."""
