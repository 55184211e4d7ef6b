"""The points that the European metadata quality assessment gives to each dataset."""
