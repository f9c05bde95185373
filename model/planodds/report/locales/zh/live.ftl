### 简报页面控件的文字；花括号中的部分由脚本填入。

## controls

live-variable = 指标
live-scenario = 情景
live-year = 年份
live-help = 指向或轻触图上任一年份，或用左右方向键，读出数值。
live-chart = 预测图，用左右方向键逐年读数
live-place = { $place }
live-move = 移动目标
live-at-level = {"{"}year{"}"} 年{"{"}label{"}"}达到 {"{"}c{"}"}的可能性：{"{"}p{"}"}（{"{"}word{"}"}）
live-at-place = {"{"}year{"}"} 年进入{"{"}c{"}"}的可能性：{"{"}p{"}"}（{"{"}word{"}"}）
live-own = 规划目标
live-back = 回到规划目标
live-none = 该情景条件过远，不予计算。
live-find = 查找{ -units }，加入比较
live-hint = 输入名称
live-found = 找到 {"{"}n{"}"} 个
live-nothing = 没有这个名称
live-add = 加入
live-remove = 移除{"{"}name{"}"}
live-reset = 恢复默认
live-county = { -units }
live-now = { $year } 年位次
live-then = {"{"}year{"}"} 年位次：中位（八成区间）
live-lead = 本{ -unit-short }居前
live-home = 本{ -unit-short }
live-scale = 点为中位，线为八成区间；左为第 1 位，右为第 {"{"}n{"}"} 位
live-caption = 自选各{ -unit-short }位次与本{ -unit-short }居前的可能性（基准情景）
live-dropped = 已移除{"{"}name{"}"}
live-added = 已加入{"{"}name{"}"}
live-median = { $name }中位
