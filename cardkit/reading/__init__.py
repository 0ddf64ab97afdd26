"""How one value is read: text, numbers, addresses, lists and pairs, and JSON.

A reader takes what came and a `Place`, tells each fault to the place, and returns what can be worked with. The same
readers serve what a caller gives to a step and what stands in a body of the service.
"""
