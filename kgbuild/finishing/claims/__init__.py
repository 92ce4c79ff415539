"""What a paper claims: relations between its things, results with their numbers, and kinds of contribution.

Pairs of things, numbers and the paper as a whole are scored by a linear model of annotated papers; what the rules for
sentences find (`kgbuild.finishing.relations`) is one of its features. Whose code a repository holds officially is for
the rules alone.
"""

from kgbuild.finishing.claims.finding import Claims, find_claims

__all__ = ["Claims", "find_claims"]
