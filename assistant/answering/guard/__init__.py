"""What is sent, looked at before it is understood: attacks and their disguises."""
