"""A table of tasks of any length, as an office would send it, with real units and numbered rows."""

from io import BytesIO

HEADS = ("序号", "主要任务", "目标值", "牵头单位", "配合单位", "完成时限", "落实情况")
DOINGS = ("推进", "完成", "加快", "组织实施", "抓好")
THINGS = (
    "老旧小区改造，惠及居民三千户，同步完善养老托育和停车设施",
    "城区污水管网更新，新建改建管网二十公里，消除直排口",
    "高标准农田建设，配套沟渠路林，年内通过省级验收",
    "县域商贸体系建设，改造提升乡镇商贸中心和村级网点",
    "工业企业技术改造，实施亿元以上技改项目，提高设备更新比例",
    "义务教育学校新建改扩建，新增学位三千个，秋季学期投入使用",
)


def workbook(rows: int, units: list[str]) -> bytes:
    """An xlsx with so many tasks; one row in three names assisting units too."""
    import xlsxwriter

    stream = BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("分解表")
    sheet.merge_range(0, 0, 0, len(HEADS) - 1, "全市重点任务分解表")
    sheet.write_row(1, 0, HEADS)
    for n in range(rows):
        task = f"{DOINGS[n % len(DOINGS)]}第{n + 1}片区{THINGS[n % len(THINGS)]}"
        lead = "、".join(units[(n + k) % len(units)] for k in range(1 + n % 2))
        co = "、".join(units[(n + 7 + k) % len(units)] for k in range(2)) if n % 3 == 0 else ""
        sheet.write_row(n + 2, 0, (n + 1, task, f"{n % 97 + 3}项", lead, co, f"{n % 4 * 3 + 3}月底", ""))
    book.close()
    return stream.getvalue()


def form_of(said: dict[str, str], content: bytes) -> tuple[bytes, str]:
    """The body of a form with some fields and a workbook, and its content type."""
    mark = "----bihuan-bench"
    fields = "".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in said.items()
    )
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="table.xlsx"\r\n\r\n'
    body = fields.encode() + head.encode() + content + f"\r\n--{mark}--\r\n".encode()
    return body, f"multipart/form-data; boundary={mark}"
