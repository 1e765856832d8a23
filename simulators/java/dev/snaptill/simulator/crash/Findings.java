package dev.snaptill.simulator.crash;

import java.util.ArrayList;
import java.util.List;

/** What is wrong after a run, a sentence each. */
final class Findings {
  final List<String> lost = new ArrayList<>();
  final List<String> doubled = new ArrayList<>();
  final List<String> unbalanced = new ArrayList<>();
  final List<String> stuck = new ArrayList<>();

  boolean none() {
    return lost.isEmpty() && doubled.isEmpty() && unbalanced.isEmpty() && stuck.isEmpty();
  }

  List<String> all() {
    List<String> all = new ArrayList<>();
    lost.forEach(one -> all.add("LOST " + one));
    doubled.forEach(one -> all.add("DOUBLED " + one));
    unbalanced.forEach(one -> all.add("UNBALANCED " + one));
    stuck.forEach(one -> all.add("STUCK " + one));
    return all;
  }

  /** As {@code key=value} pairs. */
  String counts() {
    return "lost=%d doubled=%d unbalanced=%d stuck=%d"
        .formatted(lost.size(), doubled.size(), unbalanced.size(), stuck.size());
  }
}
