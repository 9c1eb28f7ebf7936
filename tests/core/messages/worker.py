"""A process of its own that sends what is due at a moment: ``python -m tests.core.messages.worker <moment>``.

It stops for good once a service has taken a message, before it can note so.
"""

import signal
import sys

import django


def main() -> None:
    django.setup()
    from xiuhuazhen.core.kit import clock
    from xiuhuazhen.core.messages import sending

    hand_over = sending._hand_over

    def hands_over_and_halts(message: object) -> None:
        hand_over(message)
        sys.stdout.write("halted\n")
        sys.stdout.flush()
        signal.pause()

    sending._hand_over = hands_over_and_halts
    sending.send_due(clock.parse(sys.argv[1]), after_each=lambda: None)


if __name__ == "__main__":
    main()
