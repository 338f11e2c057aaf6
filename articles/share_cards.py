def draw_share_card(title: str, hub_name: str, eyebrow: str, line: str) -> bytes: raise RuntimeError("not drawn")
