"""What makes two things one: keys of names, addresses and titles, and which records are one paper.

All layers above take their keys from here, so that none of them can hold for two what another holds for one.
"""
