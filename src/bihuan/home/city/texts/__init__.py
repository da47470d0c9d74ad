"""What people in 云岭市 write: orders by field of work, and the words in which units answer them."""

from bihuan.home.city.texts.economy import ECONOMY
from bihuan.home.city.texts.livelihood import LIVELIHOOD
from bihuan.home.city.texts.order import ORDER
from bihuan.home.city.texts.sector import Phrase, Sector, Slots
from bihuan.home.city.texts.town import TOWN

SECTORS: tuple[Sector, ...] = (*ECONOMY, *TOWN, *LIVELIHOOD, *ORDER)

__all__ = ["SECTORS", "Phrase", "Sector", "Slots"]
