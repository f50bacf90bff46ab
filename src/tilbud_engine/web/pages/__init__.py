"""The screens, one module each: `ROUTES` lists where they answer."""
