"""Takes in what phones kept until they had a network (DOMAIN 5): once, in any order, nothing lost.

`receiving.receive` answers each record with a receipt; `placing` says where a visit belongs,
`chains` carries out corrections and withdrawals, `holding` keeps for a person what fits nowhere.
"""
