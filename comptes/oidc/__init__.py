"""Signing in through an OpenID Connect provider, as ProConnect speaks it (docs/particularites/oidc.md)."""
