"""Bihuan (闭环): the system a city government runs on when it means to get things done."""
