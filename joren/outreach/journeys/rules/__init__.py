"""The rules of journeys: how a definition is read, when a wait ends, how a person goes on. No Django, no clock."""
