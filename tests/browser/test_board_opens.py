"""The ground under the browser tests: a real server, a real room, a real page."""


def test_a_new_room_has_a_board(room, board):
    answer = board.goto(f"{room.url}/board")
    assert answer.status == 200
    assert room.opened["title"] in board.title()
