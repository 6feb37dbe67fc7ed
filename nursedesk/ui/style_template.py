"""The one style sheet, with the names of tokens where their values go (see `theme.py`)."""

from __future__ import annotations

SHEET = """
* { outline: none; }
QWidget { color: $ink; }
QMainWindow, QWidget[look="ground"] { background: $ground; }
QScrollArea, QWidget[look="scrolled"] { background: transparent; border: 0; }
QMenu { background: $surface; border: 1px solid $edge; padding: 4px; }
QMenu::item { padding: 12px 24px; border-radius: 4px; }
QMenu::item:selected { background: $accent; color: $on_accent; }
QToolTip { color: $ink; background: $surface; border: 1px solid $edge; padding: 4px; }

QFrame[look="card"] {
    background: $surface; border: 1px solid $line; border-radius: ${RADIUS}px;
}
QFrame[look="sunken"] { background: $sunken; border: 0; border-radius: ${RADIUS}px; }
QFrame[look="rule"] { background: $line; border: 0; max-height: 1px; min-height: 1px; }
QFrame[look="banner"] { background: $surface; border: 0; border-bottom: 1px solid $line; }
QFrame[look="foot"] { background: $surface; border: 0; border-top: 1px solid $line; }
QFrame[look="bar"] { background: $bar; border: 0; }
QFrame[look="demo"] { background: $demo; border: 0; }
QFrame[look="edge"] { background: $bar; border: 0; }

QLabel { background: transparent; border: 0; }
QLabel[look="soft"] { color: $soft; font-size: ${NOTE}px; }
QLabel[look="prompt"] { font-size: ${PROMPT}px; font-weight: 600; }
QLabel[look="strong"] { font-weight: 600; }
QLabel[look="heading"] { font-size: ${PROMPT}px; font-weight: 700; }
QLabel[look="value"] { font-size: ${VALUE}px; font-weight: 600; }
QLabel[look="title"] { font-size: ${TITLE}px; font-weight: 700; }
QLabel[look="question"] { font-size: ${QUESTION}px; font-weight: 700; }
QLabel[look="big"] { font-size: ${BIG}px; font-weight: 700; }
QLabel[look="eyebrow"] { color: $soft; font-size: ${NOTE}px; font-weight: 600; }
QLabel[look="error"] { color: $stop_ink; font-size: ${TEXT}px; font-weight: 600; }
QLabel[look="doubt"] { color: $warn_ink; font-size: ${TEXT}px; font-weight: 600; }
QLabel[look="bar"] { color: $on_bar; font-size: ${TEXT}px; font-weight: 600; }
QLabel[look="bar-soft"] { color: $on_bar_soft; font-size: ${NOTE}px; }
QLabel[look="demo"] { color: $on_demo; font-size: ${NOTE}px; font-weight: 700; }
QLabel[look="code"] {
    font-family: "Noto Sans Mono", "DejaVu Sans Mono", monospace; font-size: ${VALUE}px;
    font-weight: 600; background: $sunken; border-radius: ${RADIUS}px; padding: 16px;
}
QLabel[look="stale"] {
    color: $stop_ink; background: $stop_wash; font-weight: 700; border-radius: 4px;
    padding: 2px 8px;
}

QPushButton {
    min-height: ${UNDER}px; padding: 2px 16px; border: 2px solid $edge;
    border-radius: ${RADIUS}px; background: $surface; color: $ink; font-size: ${TEXT}px;
    font-weight: 600; text-align: center;
}
QPushButton:hover { background: $accent_wash; }
QPushButton:pressed { background: $sunken; }
QPushButton:focus { border: 3px solid $focus; padding: 1px 15px; }
QPushButton:disabled { color: $disabled; background: $sunken; border-color: $line; }
QPushButton[look="commit"] {
    background: $accent; color: $on_accent; border-color: $accent; font-size: ${PROMPT}px;
    min-height: ${TARGET}px; padding: 2px 24px;
}
QPushButton[look="commit"]:focus { border-color: $focus; padding: 1px 23px; }
QPushButton[look="commit"]:disabled {
    background: $sunken; color: $disabled; border-color: $line;
}
QPushButton[look="choice"] { text-align: left; font-size: ${PROMPT}px; min-height: ${TARGET}px; }
QPushButton[look="choice"]:checked {
    background: $accent; color: $on_accent; border-color: $accent;
}
QPushButton[look="choice"]:checked:focus { border-color: $focus; }
QPushButton[look="absent"] { font-weight: 500; font-size: ${TEXT}px; }
QPushButton[look="absent"]:checked {
    background: $accent; color: $on_accent; border-color: $accent;
}
QPushButton[look="absent"]:checked:focus { border-color: $focus; }
QPushButton[look="quiet"] { background: transparent; border-color: transparent; color: $accent; }
QPushButton[look="quiet"]:hover { background: $accent_wash; }
QPushButton[look="quiet"]:focus { border-color: $focus; }
QPushButton[look="link"] {
    background: transparent; border: 2px solid transparent; border-left: 0; color: $accent;
    padding: 0 4px 0 0; text-align: left; text-decoration: underline; min-height: 40px;
}
QPushButton[look="link"]:hover { background: $accent_wash; }
QPushButton[look="link"]:focus { border: 2px solid $focus; }
QPushButton[look="bar"] {
    background: transparent; border: 2px solid transparent; color: $on_bar;
    padding: 0 12px; min-height: 40px;
}
QPushButton[look="bar"]:hover { border-color: $on_bar_soft; }
QPushButton[look="bar"]:focus { border: 3px solid $focus; padding: 0 11px; min-height: 38px; }
QPushButton[look="action"] { text-align: left; font-size: ${PROMPT}px; min-height: ${TARGET}px; }
QPushButton[look="row"] {
    background: $surface; border: 1px solid $line; border-radius: ${RADIUS}px; padding: 0;
    text-align: left;
}
QPushButton[look="row"]:hover { border: 2px solid $accent; }
QPushButton[look="row"]:focus { border: 3px solid $focus; }

QLineEdit, QPlainTextEdit {
    min-height: ${UNDER}px; padding: 2px 12px; border: 2px solid $edge; border-radius: ${RADIUS}px;
    background: $surface; color: $ink; font-size: ${VALUE}px;
    selection-background-color: $accent; selection-color: $on_accent;
}
QPlainTextEdit { font-size: ${PROMPT}px; }
QLineEdit:focus, QPlainTextEdit:focus { border: 3px solid $focus; padding: 1px 11px; }
QLineEdit[wrong="true"] { border-color: $stop_ink; }
QLineEdit:disabled { background: $sunken; color: $disabled; border-color: $line; }

QFrame[look="finding"] { border-radius: ${RADIUS}px; border: 0; background: $sunken; }
QFrame[look="finding"][level="stop"] { background: $stop_wash; }
QFrame[look="finding"][level="ask-pharmacy"] { background: $ask_wash; }
QFrame[look="finding"][level="warn"] { background: $warn_wash; }
QFrame[look="message"] { background: $warn_wash; border: 0; border-bottom: 1px solid $line; }
QFrame[look="message"][level="stop"] { background: $stop_wash; }
QFrame[look="message"][level="done"] { background: $calm_wash; }
QLabel[level="stop"] { color: $stop_ink; }
QLabel[level="ask-pharmacy"] { color: $ask_ink; }
QLabel[level="warn"] { color: $warn_ink; }
QLabel[level="done"] { color: $calm_ink; }
QLabel[look="chip"] {
    font-weight: 700; font-size: ${NOTE}px; border-radius: 4px; padding: 3px 8px;
    background: $warn_wash; color: $warn_ink;
}
QLabel[look="chip"][level="stop"] { background: $stop_wash; color: $stop_ink; }
QLabel[look="chip"][level="plain"] { background: $sunken; color: $ink; }

QScrollBar:vertical { background: transparent; width: 16px; margin: 0; }
QScrollBar::handle:vertical {
    background: $edge; border-radius: 6px; min-height: 44px; margin: 2px;
}
QScrollBar:horizontal { background: transparent; height: 16px; margin: 0; }
QScrollBar::handle:horizontal {
    background: $edge; border-radius: 6px; min-width: 44px; margin: 2px;
}
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""
