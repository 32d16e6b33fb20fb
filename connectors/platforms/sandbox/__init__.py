"""The shop of the sandbox: the reference of what a platform with every ability looks like."""
