"""The onboarding doctor."""
