"""Policy profiles and the planner: exactly one row of the lathund with its ordered steps."""

from classifier.lathund.planner import Plan, plan
from classifier.lathund.profile import Profile, ProfileError, load_profile, shipped_profiles

__all__ = ["Plan", "Profile", "ProfileError", "load_profile", "plan", "shipped_profiles"]
