import io
from PIL import Image
def draw(key: str) -> bytes:
    b = io.BytesIO(); Image.new("RGB", (1280, 720), "#f3eaf4").save(b, "PNG"); return b.getvalue()
media_poster = draw
