"""Jobs of the front desk."""
