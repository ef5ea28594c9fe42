"""What every test shares."""

from hypothesis import settings

# a machine with both cores busy makes single examples slow, which says nothing about the code
settings.register_profile("workbench", deadline=None)
settings.load_profile("workbench")
