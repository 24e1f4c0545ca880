#!/usr/bin/env python3
"""Questions with the answers of PyTorch, for the test that holds the C++ engine to it.

Usage: pair_cases.py MODEL > tests/cases/model/pair_judge.case        again after every change of models/pair/network.npz
"""

import sys

import numpy
import pair_network
import torch

STANCE = [  # target, text, answered
    ("政府应该补贴光伏", "钱都进了关系户的口袋，市场早就被补贴毁了。", ""),
    ("政府应该补贴光伏", "没有补贴就没有今天的光伏产业。", ""),
    ("政府应该补贴光伏", "你这是偷换概念，谁说要取消补贴了？", "补贴一停，这个行业就死了。"),
    ("芯片应该由国家主导", "举国体制能集中力量办大事，高铁就是这么干成的。", ""),
    ("芯片应该由国家主导", "Intel 和 TSMC 哪个是国家主导的？", ""),
    ("预制菜", "孩子在学校吃这个，哪个家长放心？！", ""),
    ("裸辞", "我去年裸辞的，现在一点不后悔，身体比什么都重要。", "没有下家千万别辞"),
    ("应该劝年轻人进厂", "今天食堂的土豆丝还可以。", ""),
    ("不婚主义", "", ""),
    ("不婚主义", "结婚不是必须的，" * 30, "不结婚老了怎么办？" * 10),
    ("The death penalty should be abolished", "Innocent people have been executed, and nothing can undo that.", ""),
    ("We should abandon marriage", "marriage gives children a stable home", ""),
    ("预制菜", "𓀀𓀁 ﾊﾟ①ﬁ ０１２ ABC　全角……？！", ""),
]
REPLY = [  # post answered, reply
    ("补贴一停，这个行业就死了。", "同意，说得对！"),
    ("补贴一停，这个行业就死了。", "你这是偷换概念吧？"),
    ("国产机床这几年进步很大", "进步大？你去车间看看再说。"),
]


def main():
    stored = dict(numpy.load(sys.argv[1]))
    network, pieces = pair_network.unpacked(stored)
    print("# Written by training/pair_cases.py: task, target, text, answered, then the three shares of the PyTorch network.")
    for task, target, text, answered in [("stance", *case) for case in STANCE] + [("reply", *case, "") for case in REPLY]:
        with torch.no_grad():
            logits = network(*pair_network.padded([pieces.layout(*pieces.rows([target, text, answered]))]), task)[0]
        shares = torch.softmax(logits / float(stored[f"head.{task}.temperature"][0]), 0)
        print(task, target, text, answered, *(f"{float(share):.6f}" for share in shares), sep="\t")


main()
