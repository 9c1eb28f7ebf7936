"""The registers of units and people, as the administrators of an area see to them."""
