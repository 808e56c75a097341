"""The rules, one file a subject. Each offers DECIDE {command type: function} and EVOLVE {event type:
function}.
"""
