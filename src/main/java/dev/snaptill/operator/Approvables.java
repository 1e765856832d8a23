package dev.snaptill.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every act that needs two people, found by its name. */
public final class Approvables {
  private final List<Approvable> all;

  private Approvables(List<Approvable> all) {
    this.all = List.copyOf(all);
    long names = all.stream().map(Approvable::act).distinct().count();
    if (names != all.size()) {
      throw new IllegalArgumentException("two features approve an act of the same name");
    }
  }

  public static Approvables of(Approvable... all) {
    return new Approvables(List.of(all));
  }

  /** These and more. */
  public Approvables and(List<Approvable> more) {
    List<Approvable> both = new ArrayList<>(all);
    both.addAll(more);
    return new Approvables(both);
  }

  public Optional<Approvable> find(String act) {
    return all.stream().filter(a -> a.act().equals(act)).findFirst();
  }
}
