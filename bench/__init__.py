"""What the product costs, beside a bare baseline measured in the same run: `python -m bench`."""
