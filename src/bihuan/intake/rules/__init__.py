"""From the text of an official document to proposed tasks: pure stages, no database, no Django.

clean, structure, labels, orders, who, when, amounts, confidence, propose; coverage is the cross-check.
Beside the stages, `review` holds who may review, and how a text is cut at the edges of its passages.
Positions are always character offsets into the one text that was passed in.
"""
