"""The account's templates with all settings that GET Template shows, and their prices in US dollars."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

WHITE_GLOVE_PRICE = Decimal("1.60")
CONTACT_ID = 1000003


@dataclass(frozen=True, slots=True)
class Template:
    """Named as in the Developer API (POST Template): the numbers are its own."""

    id: int
    name: str
    price: Decimal
    width: int
    height: int
    background: int = 1
    output: str = "JPG"
    shadow: int = 0
    margin: int = 5
    alignment: int = 2

    def listed(self) -> dict[str, Any]:
        """As GET Templates shows it."""
        return {
            "ColorAdjustment": False,
            "ColorAdjustmentComment": "",
            "ColorAdjustmentSetting": "",
            "ColorMatchComment": "",
            "ColorMatching": False,
            "ColorMatchingSetting": "",
            "ContactId": CONTACT_ID,
            "IsCombinedImages": False,
            "IsRecreateDetail": False,
            "Prices": [self._price()],
            "TemplateId": self.id,
            "TemplateLabelId": 10,
            "TemplateName": self.name,
        }

    def shown(self) -> dict[str, Any]:
        """As GET Template shows it."""
        return {
            "BackgroundColor": "FFFFFF" if self.background == 1 else None,
            "BackgroundType": self.background,
            "BackgroundVerticalGradientColor": None,
            "CallbackFtp": None,
            "CallbackUrl": None,
            "ColorAdjustment": False,
            "ColorAdjustmentComment": "",
            "ColorAdjustmentSetting": "",
            "ColorMatchComment": "",
            "ColorMatching": False,
            "ColorMatchingSetting": "",
            "Comment": "",
            "CreatedDate": "2026-02-10",
            "DeliveryTimeInHours": 24,
            "Id": self.id,
            "IsCombinedImages": False,
            "IsDeleted": False,
            "IsKeptMannequin": False,
            "IsKeptModel": True,
            "MarginBottom": self.margin,
            "MarginLeft": self.margin,
            "MarginRight": self.margin,
            "MarginTop": self.margin,
            "MarginType": 1,
            "ModifiedDate": "2026-03-02",
            "Name": self.name,
            "OutputFormat": self.output,
            "Price": self._price(),
            "ResizeHeight": self.height,
            "ResizeMaxSize": None,
            "ResizeMinSize": None,
            "ResizeType": 2,
            "ResizeUnit": 0,
            "ResizeWidth": self.width,
            "ShadowType": self.shadow,
            "VerticalAlignment": self.alignment,
        }

    def _price(self) -> dict[str, Any]:
        return {"Amount": float(self.price), "Currency": "USD", "CurrencyId": 1}


TEMPLATES: dict[int, Template] = {
    template.id: template
    for template in (
        Template(2066301, "White ground, square", Decimal("1.15"), 1600, 1600),
        Template(2066302, "White ground, large square", Decimal("1.35"), 2000, 2000),
        Template(2066303, "White ground, upright 1801 x 2600", Decimal("1.35"), 1801, 2600),
        Template(2066304, "White ground, soft shadow", Decimal("1.15"), 1600, 1600, shadow=2, alignment=3, margin=7),
        Template(2066305, "Transparent cut-out", Decimal("1.25"), 1600, 1600, background=2, output="PNG"),
        Template(2066306, "Recentre and crop", Decimal("0.65"), 1600, 1600, background=0),
    )
}
SQUARE = TEMPLATES[2066301]
