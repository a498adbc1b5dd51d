"""Another language is refused on positive evidence only."""

import pytest

from newskit.text.language import foreign, other_language

FOREIGN = {
    "German": "Die Fähre war pünktlich, und der Rat wird nicht mit dem Minister reden.",
    "French": "Le ministre est dans une situation difficile, et les ports ne sont pas ici.",
    "Spanish": "El ministro dijo que los puertos no son para el comercio, sino por las islas.",
    "Italian": "Il ministro ha detto che la legge è più severa e non è una novità.",
    "Portuguese": "O ministro disse que não foi uma surpresa, mas os portos são mais caros.",
    "Dutch": "Het was een rustige dag in de haven en de raad wordt niet naar huis gestuurd.",
    "Polish": "Minister powiedział, że nie jest to nowość i że port został zamknięty na rok.",
    "Cyrillic script": "Министр сказал, что порт закрыт, и совет не будет собираться сегодня.",
}
ENGLISH = [
    "Die-hard fans: war or peace?",
    "WAR!",
    "Ostrania. Vesk. Karelin. Montebello. Quiroga.",
    "Per Lind, Ada Holm, Jon E. Falk, Berta Holm",
    "Minister says port is closed, council to meet on Monday",
    "@deputy no no no :( #port",
    "12:30 14:45 18:00",
    "",
    "The mayor quoted a sign in the harbour: “Betreten verboten, der Rat”.",
]


@pytest.mark.parametrize(("language", "text"), FOREIGN.items())
def test_another_language_is_told(language, text):
    assert other_language(text) == language


@pytest.mark.parametrize("text", ENGLISH)
def test_english_and_what_says_nothing_are_taken(text):
    assert other_language(text) is None


def test_what_the_article_says_of_itself_is_believed():
    german = FOREIGN["German"]
    assert foreign([german, "Talks end.", german], ["en-GB", "de", None]) == {1: "de", 2: "German"}
