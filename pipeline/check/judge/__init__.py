"""A judge with eyes: a chat service that looks at takes and crops and fills in a rubric."""
