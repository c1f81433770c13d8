"""What people type: `terang release ...`, `terang sample` and `terang impact`.

Each module reads options, calls one step and says in words what came of it.
"""
