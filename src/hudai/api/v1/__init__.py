"""The first version of the interface for banks; what it promises is only added to."""
