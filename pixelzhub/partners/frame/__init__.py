"""What every call goes through: who asks, what is read, how it is answered."""
