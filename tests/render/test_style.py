from cmokit.render import style


def test_a_light_brand_colour_is_darkened_until_it_can_be_read() -> None:
    assert style.contrast(style.brand("#FFD400"), "#FFFFFF") >= style.READABLE
    assert style.brand("#1F4E79") == "#1F4E79"


def test_what_is_no_colour_gives_the_house_colour() -> None:
    assert style.brand("") == style.BRAND
    assert style.brand("red; background: url(x)") == style.BRAND


def test_every_verdicts_colour_can_be_read() -> None:
    assert all(style.contrast(color, "#FFFFFF") >= style.READABLE for color in style.VERDICTS.values())
