package dev.snaptill.qr;

/** The usual stage: one engine on one view. */
record Look(View view, Engine engine) implements Stage {
  @Override
  public String name() {
    return view.name() + "-" + engine.name();
  }

  @Override
  public void look(Sight sight, Finds finds) {
    sight.see(view).ifPresent(grey -> engine.read(grey, finds));
  }
}
