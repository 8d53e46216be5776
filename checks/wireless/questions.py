"""What people are asked about Wi-Fi."""

from __future__ import annotations

from checks.question import Asks, Question, Who
from checks.wifi import MOVING_ID, Moving
from checks.wireless import controls_wifi_uses_enterprise_grade_authentication as security
from checks.wireless import latency_loss_and_roaming_meet_the_use_case as drops
from checks.wireless import wireless_devices_land_in_their_own_zone as lands

QUESTIONS: tuple[Question, ...] = (
    Question(
        MOVING_ID,
        "Do devices on Wi-Fi at {line} move while they are used?",
        ("WLS-03", "WLS-05"),
        (Who.OT,),
        Asks.CHOICE,
        tuple(choice for choice in Moving if choice),
    ),
    Question(
        drops.QUESTION_ID,
        "How often do devices on Wi-Fi at {line} lose their connection?",
        ("WLS-05",),
        (Who.FLOOR,),
        Asks.CHOICE,
        tuple(drops.CHOICES),
    ),
    Question(
        security.QUESTION_ID,
        "How does a device log in to the Wi-Fi that {line} uses?",
        ("WLS-06",),
        (Who.IT,),
        Asks.CHOICE,
        tuple(security.CHOICES),
        proof="list of Wi-Fi networks from the wireless controller",
    ),
    Question(
        lands.QUESTION_ID,
        "In which network does a device on the Wi-Fi of {line} come out?",
        ("WLS-07",),
        (Who.IT,),
        Asks.CHOICE,
        tuple(lands.CHOICES),
        proof="map of Wi-Fi networks to VLANs",
    ),
)
