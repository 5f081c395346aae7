"""What other tools load of collectflow by entry point; light, and nothing of the library until it is asked.

A package of its own: importing any part of `collectflow` would import the library in every test run.
"""
